"""contentflow's analysis beside yoastseo's, on a corpus of English texts."""
