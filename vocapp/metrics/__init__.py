"""What the numbers mean: metrics, their intervals, tests of change, and who may see how few. Pure."""
