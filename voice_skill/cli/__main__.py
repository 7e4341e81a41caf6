"""`python -m voice_skill.cli`: the same command, for a process that starts another."""

from voice_skill.cli.main import main

main()
