"""SAML 2.0 with a company's identity provider: XML, signatures and certificates. What follows from it is `rules.saml`."""
