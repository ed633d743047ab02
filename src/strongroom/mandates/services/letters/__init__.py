"""Letters of mandates: who is written what and when, and the copies that stay."""
