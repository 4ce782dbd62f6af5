"""What-if 政策测算: past months rated again under a changed pack.  Nothing reaches the books."""
