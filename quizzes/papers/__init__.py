"""Papers: quizzes, what they are made of, and when they may be sat.

A quiz is a draft until it is published. From then on what decides marks stays as it is; what only
opens doors (title, words, closing time, more attempts, release) may still change. A published quiz
that nobody has sat can be taken back to a draft; one that was sat can be copied.

Who may sit a quiz: everybody, or, for one that is only given out, whoever a higher floor admits.
A floor says so once, when it is installed:

    admissions_of(app).append(in_my_courses)   # (actor) -> ColumnElement[bool] over Quiz

    places_of(app).append(in_my_courses)       # (session, actor, quiz id) -> pages to go back to

Nobody admits by default, so a quiz that is only given out is closed until somebody gives it out.
"""
