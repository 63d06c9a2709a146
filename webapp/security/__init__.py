"""What every answer carries and what no request may bring."""
