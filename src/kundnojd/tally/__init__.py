"""Counting: answers become tallies, which add up."""
