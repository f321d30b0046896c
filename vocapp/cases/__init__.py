"""Cases: which answers need a person, by when, and what the person does until the customer says that it is solved."""
