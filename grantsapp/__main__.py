"""`python -m grantsapp` is the command `grantsapp`."""

from grantsapp.cli import main

main()
