"""All that an attendee has done, seen from above: the map, the printed page, starting afresh."""
