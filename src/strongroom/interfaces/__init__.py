"""Delivery: parse, authenticate, call one service, render. No rules; interfaces do not call each other."""
