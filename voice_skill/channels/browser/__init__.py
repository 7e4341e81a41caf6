"""Talking with a shop in the browser: a socket server beside the web server, and the page that connects to it."""
