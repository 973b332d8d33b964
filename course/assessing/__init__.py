"""Assessing trainees: scoring, response files, marking, results, and packages for other systems."""
