"""The programme once its hubs stand: what they cost and who pays, when each is built and runs."""
