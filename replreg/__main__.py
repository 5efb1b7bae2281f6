"""``python -m replreg``."""

from replreg.cli import main

if __name__ == "__main__":
    main()
