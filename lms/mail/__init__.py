"""Mail: letters written in the transaction of what they tell, delivered by a job."""
