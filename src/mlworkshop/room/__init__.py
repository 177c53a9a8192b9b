"""The room: an instructor sees where the class is and how it voted.

`mlworkshop room` serves it. What it holds is a log of facts (`database`); all that anybody is shown
is folded from it (`store`), so that a server that is started again goes on where it was.

Nothing here is imported by a notebook.
"""
