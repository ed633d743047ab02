"""Keep the prepared pages in step with the journal, make them anew, compare them with what they should be."""

from strongroom.readpath.services.keeping import Pages, pages_of_this_node
from strongroom.readpath.services.renewing import renew_documents
from strongroom.readpath.services.verifying import verify

__all__ = ["Pages", "pages_of_this_node", "renew_documents", "verify"]
