"""The demo hospital: an invented clinic to try the service with.

Every name, place, number and story in these files is made up and marked as demo. The texts were written
by hand for this project; nothing in them comes from a real patient. All mail addresses end in the reserved
domain ``demo.invalid``, and phone numbers come from the ranges set aside for fiction.

hospital.json   the clinic page, five queues, and the people of every role
topics.json     the twelve topics of the public library
answers/        the published answers, one file a topic
questions.json  private questions, together standing in every status
"""
