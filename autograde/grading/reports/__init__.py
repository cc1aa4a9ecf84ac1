"""What people read of it: feedback pages, the class report, tables of grades."""
