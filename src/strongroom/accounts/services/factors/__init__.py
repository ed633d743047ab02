"""Proofs of who acts, and the second factors they come from: enrol, accept, remove."""
