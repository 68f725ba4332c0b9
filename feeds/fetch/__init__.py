"""The world's HTTP, made safe: one polite, bounded, guarded GET at a time.

``settings`` how it behaves · ``guard`` which addresses are refused · ``target`` which URLs are asked · ``headers`` what
response headers mean · ``body`` bounded reading and inflating · ``failures`` foreign errors in our words · ``turns``
who is asked when · ``robots`` what a site lets programs ask for · ``client`` the
:class:`~feeds.fetch.client.Fetcher` that puts them together.
"""
