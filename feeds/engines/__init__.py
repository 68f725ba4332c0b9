"""One machine translation engine a file, and the chain that asks them in order.

Imported lazily: deep-translator and requests cost a quarter of a second that most commands do not need.
"""
