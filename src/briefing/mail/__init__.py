"""Mail (发送): everybody on the lists once, nobody forgotten, and proof of it.

    addresses, contacts, recipients    who gets it
    consignment, wording, message      what they get
    settings, secret, tls, smtp        how it goes to the server
    replies, throttle, breaker         what an answer means, and when to slow down or stop
    journal, lock, planning, sender    who has it, whatever happens in between
    report, bounces                    proof afterwards

This package knows nothing of documents, layout and writers: what it sends are bytes.
"""
