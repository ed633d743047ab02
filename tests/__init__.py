"""The tests of Strongroom, one folder per kind; see CONTRIBUTING.md for what belongs where."""
