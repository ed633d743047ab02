"""The desk of the operators, under /desk/: what waits, people and projects, and every act with its reason."""
