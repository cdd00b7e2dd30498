"""Pages that people write: sections of the portal, and free pages under the site of a commune or an EPCI.

For the pôle and the webmasters, in Wagtail's back office. It owns the tree, who may write where, the review before a
page is published, and links to drafts. It holds no data that another app owns: blocks choose it, never retype it."""
