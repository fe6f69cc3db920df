"""Measurements of a text: pure functions from a document and a brief to checks and scores."""
