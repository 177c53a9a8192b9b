"""What questions and activities add to the take-home plan, what contradicts, and its exports."""
