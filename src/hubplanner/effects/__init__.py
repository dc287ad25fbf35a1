"""Whether regions got better: effects measured afterwards, and what a hub would mean beforehand."""
