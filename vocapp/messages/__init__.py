"""Every message that leaves: due, intent, lease, receipt, uncertain, delivery reports."""
