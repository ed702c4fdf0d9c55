from mutualaid.spreadsheets.reader import read


def table_of(text: str) -> str:
    """A table as an upload holds it."""
    return read(text.encode()).to_json()
