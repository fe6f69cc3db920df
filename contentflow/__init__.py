"""contentflow: a brief goes in, five agents write and improve the article, everybody watches."""

__version__ = "0.1.0"
