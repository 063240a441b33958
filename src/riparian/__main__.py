"""`python -m riparian`"""

from riparian.cli.main import program

if __name__ == "__main__":
    program()
