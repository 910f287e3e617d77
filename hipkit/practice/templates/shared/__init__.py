"""What the templates share: orders drawn from pinned lists, told in words, with their facts and boxes."""
