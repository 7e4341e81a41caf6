"""The HTTP server: reads whole requests without spending a thread on them, then has a thread answer each. Started by
`voice-skill serve`, in a process for each worker, with what else runs beside them."""
