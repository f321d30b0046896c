"""One small file a channel: what is said there and how a reply is read. Pure."""
