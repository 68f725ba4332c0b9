"""``python -m feeds.cli``, where the script ``visnyk`` is not on the path."""

from feeds.cli.main import main

if __name__ == "__main__":
    main()
