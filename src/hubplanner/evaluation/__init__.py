"""What hubs report each year: indicators, targets, reports checked, and what they say."""
