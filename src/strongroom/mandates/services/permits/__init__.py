"""The one question: may this actor do this now, to a project or within an organization?"""
