"""Paper: documents as PDF, set by Typst (ADR 15), with our charts as lines and letters."""
