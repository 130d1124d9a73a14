"""What ./run starts."""

from jiandu.cli.commands import main

main()
