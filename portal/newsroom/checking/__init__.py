"""What an article still lacks, told while it is written: accessibility, links, plain Vietnamese."""
