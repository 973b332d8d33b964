"""Into an organisation's systems from the same items: learner packages, banks of questions, certificates and badges."""
