"""The demo school: an invented enterprise with courses, quizzes and half a year of study.

All names, texts and figures are samples written for this product. It is loaded on the first
start, and `demo remove` clears it before real use.
"""
