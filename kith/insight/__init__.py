"""Figures: fact tables, measures and charts."""
