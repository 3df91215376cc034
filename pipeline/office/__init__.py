"""What the office does, in the order it does it; knows ports and never a tool."""
