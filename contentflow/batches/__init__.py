"""Many campaigns at once: a table is read and checked, becomes campaigns, and is steered as one."""
