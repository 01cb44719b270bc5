"""The ground floor: what every other package may stand on. It knows no subject of teaching."""

__version__ = "0.1.0"
