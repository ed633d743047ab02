"""Campaigns that give away security keys: codes, the line of those who ask, what they do, what falls due."""
