"""LOOK: recorded footage, disk images and photographs of labels."""
