"""Write-write rules: both sides fill one slot, or cross in one place."""
